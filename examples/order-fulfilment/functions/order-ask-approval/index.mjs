/** Asks a human. A real one would send a message with two links that end in SendTaskSuccess; this one says so in its log. */
export async function handler({ orderId, total, taskToken }) {
  if (!taskToken) throw new Error("There is no task token to answer with.");
  console.log(`Order ${orderId} over ${total} needs an approval.`);
  return { asked: "the person on duty" };
}
