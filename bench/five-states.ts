/** The machine of the throughput figures: five states, one branch, no task. */
export const fiveStates = {
  StartAt: "Receive",
  States: {
    Receive: { Type: "Pass", Result: { checked: true }, ResultPath: "$.receipt", Next: "Size" },
    Size: {
      Type: "Choice",
      Choices: [{ Variable: "$.amount", NumericGreaterThan: 10, Next: "Large" }],
      Default: "Small",
    },
    Large: { Type: "Pass", Result: "large", ResultPath: "$.tier", Next: "Shape" },
    Small: { Type: "Pass", Result: "small", ResultPath: "$.tier", Next: "Shape" },
    Shape: { Type: "Pass", Parameters: { "customer.$": "$.customer", "tier.$": "$.tier", "amount.$": "$.amount" }, Next: "Done" },
    Done: { Type: "Pass", ResultPath: null, End: true },
  },
} as const;

export const fiveStatesInput = '{"amount":42,"customer":"c-1"}';

export const isFiveStatesOutput = (output: string): boolean => output.includes('"tier":"large"');
