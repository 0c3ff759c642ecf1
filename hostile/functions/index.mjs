/** The functions of the hostile runs. */

/** Answers so many arrays in one another. */
export async function deep({ levels }) {
  let value = [];
  for (let level = 1; level < levels; level++) value = [value];
  return value;
}

/** Answers a string whose JSON has so many bytes. */
export async function bytes({ count }) {
  return "x".repeat(count - 2);
}

/** Goes round its own runtime and posts text that no serializer would write. */
export async function raw({ text, times }, { awsRequestId }) {
  const [open, close] = text;
  const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/${awsRequestId}/response`;
  await fetch(url, { method: "POST", body: open.repeat(times) + close.repeat(times) });
  process.exit(0);
}
