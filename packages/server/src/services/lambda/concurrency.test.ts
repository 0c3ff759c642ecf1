import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openFixture, refusal } from "./lambda-fixture.ts";

const fixture = openFixture();
const { call, create, invoke } = fixture;
after(() => fixture.close());

const slow = { "index.js": "exports.handler = async () => { await new Promise((r) => setTimeout(r, 300)); return 1; }" };

test("no more invocations run at the same time than were reserved, all versions together", async () => {
  await create("held", slow, { Publish: true });
  await call("PutFunctionConcurrency", { FunctionName: "held", ReservedConcurrentExecutions: 2 });
  const running = [invoke("held"), invoke("held:1")];
  await new Promise((resolve) => setImmediate(resolve));
  await assert.rejects(invoke("held"), (error: unknown) => {
    refusal("TooManyRequestsException", "Rate Exceeded.", 429)(error);
    const { fields } = error as { fields: Record<string, unknown> };
    return fields["Reason"] === "ReservedFunctionConcurrentInvocationLimitExceeded" && fields["Type"] === "User";
  });
  assert.deepEqual(
    (await Promise.all(running)).map(({ payload }) => payload),
    ["1", "1"],
  );
  assert.equal((await invoke("held")).payload, "1");
});

test("a reservation of zero lets nothing through, and without one everything may", async () => {
  await create("off", slow);
  assert.deepEqual(await call("GetFunctionConcurrency", { FunctionName: "off" }), { ReservedConcurrentExecutions: undefined });
  await call("PutFunctionConcurrency", { FunctionName: "off", ReservedConcurrentExecutions: 0 });
  assert.deepEqual(await call("GetFunctionConcurrency", { FunctionName: "off" }), { ReservedConcurrentExecutions: 0 });
  assert.deepEqual((await call("GetFunction", { FunctionName: "off" })).Concurrency, { ReservedConcurrentExecutions: 0 });
  await assert.rejects(invoke("off"), refusal("TooManyRequestsException", "Rate Exceeded.", 429));
  await call("DeleteFunctionConcurrency", { FunctionName: "off" });
  assert.equal((await invoke("off")).payload, "1");
});

test("a hundred executions stay unreserved, which GetAccountSettings counts", async () => {
  const account = openFixture();
  for (const name of ["a", "b"]) await account.create(name, slow);
  await account.call("PutFunctionConcurrency", { FunctionName: "a", ReservedConcurrentExecutions: 800 });
  await assert.rejects(
    account.call("PutFunctionConcurrency", { FunctionName: "b", ReservedConcurrentExecutions: 101 }),
    refusal(
      "InvalidParameterValueException",
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      400,
    ),
  );
  await account.call("PutFunctionConcurrency", { FunctionName: "b", ReservedConcurrentExecutions: 100 });
  const { AccountLimit, AccountUsage } = await account.call("GetAccountSettings", {});
  assert.deepEqual([AccountLimit!.UnreservedConcurrentExecutions, AccountUsage!.FunctionCount], [100, 2]);
  assert.equal(AccountUsage!.TotalCodeSize! > 0, true);
  await assert.rejects(
    account.call("PutFunctionConcurrency", { FunctionName: "a:1", ReservedConcurrentExecutions: 1 }),
    refusal("InvalidParameterValueException", /^This operation is permitted on Lambda functions only\./),
  );
  await account.close();
});
