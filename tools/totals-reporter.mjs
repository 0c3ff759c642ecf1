/** A reporter for `node --test` that writes nothing but the totals of the whole run, as JSON. */

export default async function* totals(source) {
  for await (const { type, data } of source) {
    // Each file has a summary of its own; the one without a file is of all of them.
    if (type === "test:summary" && data.file === undefined) yield JSON.stringify(data.counts);
  }
}
