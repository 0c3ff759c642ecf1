/** Which protocol a service is called in. */

import type { ServiceModel } from "../aws/index.ts";
import { createAwsJsonWire } from "./json-wire.ts";
import { createQueryWire } from "./query-wire.ts";
import { createRestWire } from "./rest-wire.ts";
import type { ClientWire } from "./wire.ts";

/** Compiled at first use, a shape at a time. */
export function clientWireOf(model: ServiceModel): ClientWire {
  switch (model.protocol) {
    case "json":
      return createAwsJsonWire(model);
    case "rest-json":
    case "rest-xml":
      return createRestWire(model);
    case "query":
    case "ec2":
      return createQueryWire(model);
    default:
      throw new Error(`${model.service} speaks ${model.protocol}, which the client does not`);
  }
}
