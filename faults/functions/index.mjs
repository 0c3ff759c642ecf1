/** The functions of the fault runs' workload. */

/** A task that answers by itself. */
export async function double({ number }) {
  return { doubled: number * 2 };
}

/** A task whose effect is seen outside. */
export async function witness({ address, number }) {
  const answer = await fetch(address, { method: "POST", body: JSON.stringify({ witnessed: number }) });
  if (!answer.ok) throw new Error(`nobody saw it: ${answer.status}`);
  return {};
}

/** A task that waits for its token: whoever listens at the address gets it, and answers in its own time. */
export async function relay({ address, token, number }) {
  const answer = await fetch(address, { method: "POST", body: JSON.stringify({ token, number }) });
  if (!answer.ok) throw new Error(`the token was not taken: ${answer.status}`);
  return {};
}
