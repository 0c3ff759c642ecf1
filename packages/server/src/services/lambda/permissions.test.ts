import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openFixture, refusal } from "./lambda-fixture.ts";

const fixture = openFixture();
const { call, create } = fixture;
after(() => fixture.close());

const code = { "index.js": "exports.handler = async () => 1" };
const arn = "arn:aws:lambda:us-east-1:111111111111:function:";
const permission = { StatementId: "s3", Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com" };

test("permissions come back as the policy AWS makes of them", async () => {
  await create("open", code);
  await call("AddPermission", { FunctionName: "open", ...permission, SourceArn: "arn:aws:s3:::b", SourceAccount: "111111111111" });
  const { Statement } = await call("AddPermission", {
    FunctionName: "open",
    StatementId: "other",
    Action: "lambda:*",
    Principal: "222222222222",
  });
  assert.deepEqual(JSON.parse(Statement!).Principal, { AWS: "arn:aws:iam::222222222222:root" });
  const { Policy, RevisionId } = await call("GetPolicy", { FunctionName: "open" });
  assert.deepEqual(JSON.parse(Policy!), {
    Version: "2012-10-17",
    Id: "default",
    Statement: [
      {
        Sid: "s3",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: `${arn}open`,
        Condition: { StringEquals: { "AWS:SourceAccount": "111111111111" }, ArnLike: { "AWS:SourceArn": "arn:aws:s3:::b" } },
      },
      { Sid: "other", Effect: "Allow", Principal: { AWS: "arn:aws:iam::222222222222:root" }, Action: "lambda:*", Resource: `${arn}open` },
    ],
  });
  await assert.rejects(
    call("RemovePermission", { FunctionName: "open", StatementId: "s3", RevisionId: "old" }),
    refusal("PreconditionFailedException", /RevisionId/, 412),
  );
  await call("RemovePermission", { FunctionName: "open", StatementId: "s3", RevisionId: RevisionId! });
  await call("RemovePermission", { FunctionName: "open", StatementId: "other" });
  await assert.rejects(
    call("GetPolicy", { FunctionName: "open" }),
    refusal("ResourceNotFoundException", "The resource you requested does not exist.", 404),
  );
});

test("a version or alias has a policy of its own, which goes with it", async () => {
  await create("versioned", code, { Publish: true });
  await call("CreateAlias", { FunctionName: "versioned", Name: "live", FunctionVersion: "1" });
  await call("AddPermission", { FunctionName: "versioned", Qualifier: "live", ...permission });
  const { Policy } = await call("GetPolicy", { FunctionName: "versioned:live" });
  assert.equal(JSON.parse(Policy!).Statement[0].Resource, `${arn}versioned:live`);
  await assert.rejects(call("GetPolicy", { FunctionName: "versioned" }), refusal("ResourceNotFoundException", /does not exist/));
  await call("DeleteAlias", { FunctionName: "versioned", Name: "live" });
  await call("CreateAlias", { FunctionName: "versioned", Name: "live", FunctionVersion: "1" });
  await assert.rejects(call("GetPolicy", { FunctionName: "versioned:live" }), refusal("ResourceNotFoundException", /does not exist/));
});

test("what AWS refuses is refused in its words", async () => {
  await create("closed", code);
  const add = (more: object) => call("AddPermission", { FunctionName: "closed", ...permission, ...more });
  await assert.rejects(
    add({ Principal: "somebody" }),
    refusal("InvalidParameterValueException", "The provided principal was invalid. Please check the principal and try again."),
  );
  await assert.rejects(
    add({ Qualifier: "$LATEST" }),
    refusal("InvalidParameterValueException", "We currently do not support adding policies for $LATEST."),
  );
  await assert.rejects(add({ Qualifier: "7" }), refusal("ResourceNotFoundException", `Function not found: ${arn}closed:7`, 404));
  await assert.rejects(
    call("RemovePermission", { FunctionName: "closed", StatementId: "x" }),
    refusal("ResourceNotFoundException", "No policy is associated with the given resource.", 404),
  );
  await add({});
  await assert.rejects(
    add({}),
    refusal(
      "ResourceConflictException",
      "The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.",
      409,
    ),
  );
  await assert.rejects(
    call("RemovePermission", { FunctionName: "closed", StatementId: "x" }),
    refusal("ResourceNotFoundException", /^Statement x is not found/),
  );
  const long = async () => {
    for (let n = 0; n < 200; n++) await add({ StatementId: `statement-${n}`, SourceArn: `arn:aws:s3:::${"b".repeat(200)}` });
  };
  await assert.rejects(long(), refusal("PolicyLengthExceededException", /bigger than the limit \(20480\)\.$/));
});
