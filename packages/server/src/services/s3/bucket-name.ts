/** S3 "General purpose bucket naming rules". */
import { refusal } from "./refusals.ts";

/** Throws InvalidBucketName. */
export function checkBucketName(name: string): void {
  const wellFormed =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !name.includes(".-") &&
    !name.includes("-.") &&
    !/^\d{1,3}(\.\d{1,3}){3}$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-bucket$)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  if (!wellFormed) throw refusal("InvalidBucketName", 400, "The specified bucket is not valid.", { fields: { BucketName: name } });
}
