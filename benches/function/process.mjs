// One handler in one process. Loads it, then invokes it as it is told over IPC, and tells how long that took.
import { PASSWORD, USER } from "./endpoint.mjs";

const cpu = (since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

const MARK = process.env.FERRY_GROUPS_MARK;
// As the last migration left it on the user.
let mark;

function signedIn(kind) {
  const userAttributes = { sub: "0d8b1f6e", email: USER, ...(kind === "marked" ? { [MARK]: mark } : {}) };
  return {
    version: "1", triggerSource: "PostAuthentication_Authentication", region: "eu-central-1", userPoolId: "eu-central-1_New",
    userName: USER, callerContext: { awsSdkVersion: "3", clientId: "client" }, request: { userAttributes, newDeviceUsed: false },
    response: {},
  };
}

function event(kind) {
  if (kind === "marked" || kind === "unmarked") return signedIn(kind);
  const triggerSource = kind === "forgot" ? "UserMigration_ForgotPassword" : "UserMigration_Authentication";
  const password = { right: PASSWORD, wrong: "Wrong-password-1" }[kind];
  return {
    version: "1", triggerSource, region: "eu-central-1", userPoolId: "eu-central-1_New", userName: USER,
    callerContext: { awsSdkVersion: "3", clientId: "client" }, request: { password, validationData: null, userAttributes: null },
    response: { userAttributes: null, forceAliasCreation: null, enableSMSMFA: null, finalUserStatus: null, messageAction: null,
      desiredDeliveryMediums: null },
  };
}

async function invoke(handler, kind) {
  const [began, used] = [performance.now(), process.cpuUsage()];
  let answer;
  try {
    answer = await handler(event(kind), { awsRequestId: "r" });
  } catch {
    // Some shapes throw at a wrong password.
  }
  mark = answer?.response?.userAttributes?.[MARK] ?? mark;
  return { milliseconds: performance.now() - began, cpu: cpu(used), migrated: answer?.response?.userAttributes != null };
}

// What a handler logs is its own business.
console.log = () => {};
process.stdout.write = () => true;
const [began, used] = [performance.now(), process.cpuUsage()];
const { handler } = await import(process.argv[2]);
const load = { milliseconds: performance.now() - began, cpu: cpu(used) };
const cold = await invoke(handler, process.argv[3]);
process.send({ load, cold, coldWall: performance.now() - began });

process.on("message", async ({ kind, times }) => {
  const runs = [];
  for (let time = 0; time < times; time += 1) runs.push(await invoke(handler, kind));
  process.send(runs);
});
