/**
 * How the AWS SDK for Java, version 2, names clients and exceptions: Step Functions spells the services of its SDK
 * integrations and their errors after it. The rules are those of the SDK's code generator.
 */

/** `DynamoDB` -> `DynamoDb`, `SFN` -> `Sfn`, `Secrets Manager` -> `SecretsManager`. */
export function clientName(serviceId: string): string {
  return serviceId
    .replace(/[^A-Za-z0-9]+/g, " ")
    .replace(/([^a-z]{2,})v(\d+)/g, "$1 v$2 ")
    .replace(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, " ")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/(\d)([a-zA-Z])/g, "$1 $2")
    .split(" ")
    .map(capitalized)
    .join("")
    .replace(/^(Amazon|Aws)(?=.)/, "")
    .replace(/(?<=.)Service$/, "");
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** As it stands in `aws-sdk:<service>`: `dynamodb`, `sfn`, `secretsmanager`. */
export function sdkServiceName(serviceId: string): string {
  return clientName(serviceId).toLowerCase();
}

/** The class of an error shape: `InvalidToken` -> `InvalidTokenException`, `DBInstanceNotFoundFault` -> `DBInstanceNotFoundException`. */
export function exceptionName(shapeName: string): string {
  if (shapeName.endsWith("Exception")) return shapeName;
  return `${shapeName.endsWith("Fault") ? shapeName.slice(0, -"Fault".length) : shapeName}Exception`;
}

/** `FunctionName` of `functionName`: workflows write all members in Pascal case. */
export function pascalCase(member: string): string {
  return member.charAt(0).toUpperCase() + member.slice(1);
}
