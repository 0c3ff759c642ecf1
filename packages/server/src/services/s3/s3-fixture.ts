/** For tests: S3 on a memory store under a fake clock, and whoever it calls answered by the test. */
import type { ApiRequest, Call } from "../../aws/index.ts";
import type { S3Operations } from "../../models/s3.ts";
import { createFakePlatform, type FakePlatform } from "../../platform/fake.ts";
import { memoryFiles, openMemoryStore } from "../../storage/memory/index.ts";
import type { FileStore } from "../../storage/ports/files.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { createS3, type S3 } from "./index.ts";

export interface Fixture {
  readonly s3: S3;
  readonly platform: FakePlatform;
  readonly records: RecordStore;
  readonly files: FileStore;
  /** What other services were asked. */
  readonly calls: ApiRequest[];
  /** What other services answer; throws to refuse. */
  answer: (request: ApiRequest) => unknown;
  call<Name extends keyof S3Operations>(name: Name, input: S3Operations[Name]["input"]): Promise<S3Operations[Name]["output"]>;
  /** PutObject of a text into the bucket `box`. */
  put(key: string, text: string, more?: object): Promise<S3Operations["PutObject"]["output"]>;
  /** The text of an object of the bucket `box`. */
  get(key: string, more?: object): Promise<string>;
  /** Another server on the same store. */
  reopen(): Promise<Fixture>;
}

const home = { accountId: "111111111111", region: "us-east-1" };

/** With an empty bucket `box`, unless the store comes with one. */
export async function openFixture(store?: Pick<Fixture, "records" | "files" | "platform">): Promise<Fixture> {
  const platform = store?.platform ?? createFakePlatform();
  const records = store?.records ?? openMemoryStore().records;
  const files = store?.files ?? memoryFiles();
  const calls: ApiRequest[] = [];
  const s3 = createS3({
    platform,
    records,
    files,
    aws: {
      async call<Output>(request: ApiRequest) {
        calls.push(request);
        return (await fixture.answer(request)) as Output;
      },
    },
  });
  const fixture: Fixture = {
    s3,
    platform,
    records,
    files,
    calls,
    answer: ({ operation }) => (operation === "GetQueueUrl" ? { QueueUrl: "http://q" } : {}),
    async call(name, input) {
      // Behind a prototype, as the gateway's calls are: spreading one gives nothing.
      const call: Call = Object.create({
        ...home,
        requestId: platform.random.uuid(),
        partition: "aws",
        principalArn: "arn:aws:iam::111111111111:root",
        endpointUrl: "http://127.0.0.1:4566",
        nowMs: platform.clock.nowMs(),
        signal: new AbortController().signal,
      } satisfies Call) as Call;
      return (await s3.service.call(name, input, call)) as never;
    },
    put: (Key, text, more = {}) => fixture.call("PutObject", { Bucket: "box", Key, Body: Buffer.from(text), ...more }),
    async get(Key, more = {}) {
      const { Body } = await fixture.call("GetObject", { Bucket: "box", Key, ...more });
      return await textOf(Body);
    },
    async reopen() {
      await s3.close();
      return await openFixture({ records, files, platform });
    },
  };
  await s3.open();
  await s3.start();
  if (store === undefined) await fixture.call("CreateBucket", { Bucket: "box" });
  return fixture;
}

async function textOf(body: Uint8Array | AsyncIterable<Uint8Array> | undefined): Promise<string> {
  if (body === undefined) return "";
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
