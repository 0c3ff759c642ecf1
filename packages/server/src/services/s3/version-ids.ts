/** Ids of versions: 24 random signs, and eight that tell where among the versions of its key it stands. */
import type { Random } from "../../platform/platform.ts";
import { invalidArgument } from "./refusals.ts";

export function newVersionId(sequence: number, random: Random): string {
  return Buffer.from(random.bytes(18)).toString("base64url") + sequence.toString(36).padStart(8, "0");
}

/** undefined for what cannot be an id of ours. */
export function sequenceOf(versionId: string): number | undefined {
  return /^[A-Za-z0-9_-]{24}[0-9a-z]{8}$/.test(versionId) ? Number.parseInt(versionId.slice(24), 36) : undefined;
}

/** How the API calls a version: those from before versioning are `null`. */
export function shownVersionId(versionId: string | undefined): string {
  return versionId ?? "null";
}

/** Throws InvalidArgument for what could be no version's id anywhere. */
export function checkVersionId(versionId: string | undefined): void {
  if (versionId === undefined || versionId === "null" || /^[A-Za-z0-9._-]{16,1024}$/.test(versionId)) return;
  throw invalidArgument("Invalid version id specified", "versionId", versionId.slice(0, 1_024));
}
