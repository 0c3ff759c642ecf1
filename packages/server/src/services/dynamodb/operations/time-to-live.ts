/** UpdateTimeToLive and DescribeTimeToLive. */

import { operation } from "../context.ts";
import { validationException } from "../errors.ts";
import { purgeOfExpiry } from "../tables/background.ts";

export const updateTimeToLive = operation("UpdateTimeToLive", {
  async handle({ TableName, TimeToLiveSpecification: wanted }, { call, tables, background, platform }) {
    const before = tables.requireNamed(call, TableName);
    const { Enabled: enabled, AttributeName: attribute } = wanted;
    if (attribute === "") throw validationException("TimeToLiveSpecification.AttributeName must not be empty");
    const id = platform.random.uuid();
    let purged = false;
    const after = await tables.change(before, (record) => {
      const { expiry } = record;
      purged = false;
      if (enabled) {
        if (expiry !== undefined) {
          throw validationException(
            expiry.attribute === attribute
              ? "TimeToLive is already enabled"
              : `TimeToLive is active on a different AttributeName: current AttributeName is ${expiry.attribute}`,
          );
        }
        return { record: { ...record, expiry: { attribute, expiryId: id, entered: false } } };
      }
      if (expiry === undefined) throw validationException("TimeToLive is already disabled");
      if (expiry.attribute !== attribute) {
        throw validationException(`TimeToLive is active on a different AttributeName: current AttributeName is ${expiry.attribute}`);
      }
      purged = true;
      return { record: { ...record, expiry: undefined }, more: [purgeOfExpiry(expiry, id)] };
    });
    if (purged) background.purge(before, id);
    background.complete(before, after);
    return { TimeToLiveSpecification: wanted };
  },
});

export const describeTimeToLive = operation("DescribeTimeToLive", {
  handle({ TableName }, { call, tables }) {
    const { expiry } = tables.requireNamed(call, TableName).record;
    return {
      TimeToLiveDescription:
        expiry === undefined ? { TimeToLiveStatus: "DISABLED" } : { TimeToLiveStatus: "ENABLED", AttributeName: expiry.attribute },
    };
  },
});
