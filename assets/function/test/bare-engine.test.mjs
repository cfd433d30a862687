// The sandbox runs these very files in an embedded engine that has the language, process.env, process.stdout.write,
// setTimeout, clearTimeout, Buffer's decoding and the two names of node:crypto, and nothing else of Node.js or the web. A bare context of
// node:vm has just that.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const CODE = fileURLToPath(new URL("../index.mjs", import.meta.url));

const FOLDER = fileURLToPath(new URL("../", import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".mjs"));
const read = (name) => readFileSync(`${FOLDER}${name}`, "utf8");

const HOST = `
import { readFileSync } from "node:fs";
import { createHmac, timingSafeEqual } from "node:crypto";
import vm from "node:vm";
const environment = { AWS_REGION: "a", OLD_CLIENT_ID: "b", OLD_ROLE_ARN: "c", OLD_USER_POOL_ID: "d", OLD_USER_POOL_REGION: "e" };
const context = vm.createContext({
  process: { env: environment, stdout: { write: (line) => process.stdout.write(line) } }, setTimeout, clearTimeout,
  Buffer: { from: (text, encoding) => ({ toString: () => Buffer.from(text, encoding).toString() }) },
}, { codeGeneration: { strings: false, wasm: false } });
const STAND_IN = \`
  class Command { constructor(input) { this.input = input; } }
  export class AssumeRoleCommand extends Command {}
  export class AdminInitiateAuthCommand extends Command {}
  export class AdminGetUserCommand extends Command {}
  export class AdminListGroupsForUserCommand extends Command {}
  export class AdminAddUserToGroupCommand extends Command {}
  export class AdminDeleteUserAttributesCommand extends Command {}
  export class STSClient {
    async send(command) {
      return { Credentials: { AccessKeyId: "k", SecretAccessKey: "s", SessionToken: "t", Expiration: "2999-01-01T00:00:00Z" } };
    }
  }
  export class CognitoIdentityProviderClient {
    constructor({ credentials }) { this.credentials = credentials; }
    async send(command, options) {
      if ((await this.credentials()).accessKeyId !== "k") throw new Error("no credentials");
      if (command instanceof AdminInitiateAuthCommand) return { AuthenticationResult: {} };
      return { Enabled: true, UserStatus: "CONFIRMED", UserAttributes: [{ Name: "email", Value: "a@example.org" }] };
    }
  }\`;
const load = (name, source) => new vm.SourceTextModule(source, { context, identifier: name });
const own = (name) => load(name, readFileSync(new URL(name, "file://" + process.argv[1]), "utf8"));
const crypto = new vm.SyntheticModule(["createHmac", "timingSafeEqual"], function () {
  this.setExport("createHmac", createHmac);
  this.setExport("timingSafeEqual", timingSafeEqual);
}, { context });
const modules = new Map([["node:crypto", crypto]]);
const main = own("./index.mjs");
await main.link((name) => {
  if (!modules.has(name)) modules.set(name, name.startsWith("./") ? own(name) : load(name, STAND_IN));
  return modules.get(name);
});
await main.evaluate();
const event = { triggerSource: "UserMigration_Authentication", userName: "a", request: { password: "p" }, response: {} };
console.log(JSON.stringify((await main.namespace.handler(event, { awsRequestId: "r" })).response));
`;

test("runs with nothing but the language, process.env, process.stdout.write and timers", () => {
  const flags = ["--experimental-vm-modules", "--no-warnings", "--input-type=module", "--eval", HOST, CODE];
  const [log, response] = execFileSync(process.execPath, flags, { encoding: "utf8" }).trim().split("\n").map(JSON.parse);
  assert.equal(log.reason, "migrated");
  assert.equal(log.requestId, "r");
  assert.deepEqual(response, {
    userAttributes: { email: "a@example.org" }, finalUserStatus: "CONFIRMED", messageAction: "SUPPRESS",
  });
});

test("imports exactly the names that the sandbox has stand-ins of", () => {
  const found = {};
  for (const [, names, from] of files.flatMap((name) => [...read(name).matchAll(/^import \{([^}]*)\} from "([^"]+)";/gm)])) {
    if (from.startsWith("./")) assert.ok(files.includes(from.slice(2)), from);
    else found[from] = [...new Set([...(found[from] ?? []), ...names.match(/\w+/g)])].sort();
  }
  assert.deepEqual(found, {
    "@aws-sdk/client-sts": ["AssumeRoleCommand", "STSClient"],
    "@aws-sdk/client-cognito-identity-provider": [
      "AdminAddUserToGroupCommand", "AdminDeleteUserAttributesCommand", "AdminGetUserCommand", "AdminInitiateAuthCommand",
      "AdminListGroupsForUserCommand", "CognitoIdentityProviderClient",
    ],
    "node:crypto": ["createHmac", "timingSafeEqual"],
  });
  for (const name of files) assert.ok(!/\bimport\(|\brequire\(|^import "/m.test(read(name)), name);
});

test("is short enough to be read in twelve minutes, each file in three", () => {
  const lines = files.map((name) => read(name).split("\n").length);
  assert.ok(Math.max(...lines) < 200 && lines.reduce((one, other) => one + other) < 600, `${lines}`);
});
