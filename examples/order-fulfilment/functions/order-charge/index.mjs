class CardDeclined extends Error {
  name = "CardDeclined";
}

/** Charges a card; the one that ends in 0002 is declined, as test cards are. */
export async function handler({ orderId, card, amount }) {
  if (card.endsWith("0002")) throw new CardDeclined(`The bank declined ${amount} for order ${orderId}.`);
  return { receipt: `card ${card.slice(-4)}, ${amount} for order ${orderId}` };
}
