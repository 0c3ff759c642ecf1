import assert from "node:assert/strict";
import { test } from "node:test";
import { signaturesRequired } from "./signatures.ts";

test("requests must be signed wherever another machine can connect, whatever the settings say", () => {
  for (const host of ["0.0.0.0", "::", "192.168.1.2", "127.example.com", "localhost.example.com", "stile.internal", "::ffff:127.0.0.1"]) {
    assert.equal(signaturesRequired({ auth: "off", host }), true, host);
  }
  for (const host of [undefined, "localhost", "127.0.0.1", "127.1.2.3", "::1"]) {
    assert.equal(signaturesRequired({ auth: "off", host }), false, host);
    assert.equal(signaturesRequired({ auth: "enforce", host }), true, host);
  }
});
