/** The functions of the fault runs' workload. */

/** A task that answers by itself. */
export async function double({ number }) {
  return { doubled: number * 2 };
}

/** A task that waits for its token: whoever listens at the address gets it, and answers in its own time. */
export async function relay({ address, token, number }) {
  const answer = await fetch(address, { method: "POST", body: JSON.stringify({ token, number }) });
  if (!answer.ok) throw new Error(`the token was not taken: ${answer.status}`);
  return {};
}
