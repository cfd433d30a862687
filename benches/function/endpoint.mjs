// STS and Cognito as far as a handler of these triggers asks them: one user in three groups of the source, one password. Each answer comes a fixed time after its
// request. Counts the calls and the connections.
import { createServer } from "node:http";

export const USER = "ada@example.org";
export const PASSWORD = "Corr3ct-horse-battery";

const SUB = "7d4a7b2e-0000-4000-8000-000000000001";
const ATTRIBUTES = {
  sub: SUB, email: USER, email_verified: "true", name: "Ada Lovelace", "custom:plan": "gold", "custom:seats": "12",
};

const GROUPS = ["admins", "readers", "writers"];

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = () => Math.floor(Date.now() / 1000);

function idToken() {
  const claims = { ...ATTRIBUTES, email_verified: true, token_use: "id", "cognito:username": SUB, "cognito:groups": GROUPS, iat: now(), exp: now() + 3600 };
  return [part({ alg: "RS256", kid: "k" }), part(claims), part("signature".repeat(30))].join(".");
}

const OPERATIONS = {
  AdminInitiateAuth({ AuthParameters: { USERNAME, PASSWORD: password } }) {
    if (USERNAME !== USER) return refusal("UserNotFoundException", "User does not exist.");
    if (password !== PASSWORD) return refusal("NotAuthorizedException", "Incorrect username or password.");
    const tokens = { AccessToken: idToken(), IdToken: idToken(), RefreshToken: "r".repeat(900), ExpiresIn: 3600, TokenType: "Bearer" };
    return [200, { AuthenticationResult: tokens, ChallengeParameters: {} }];
  },
  AdminGetUser({ Username }) {
    if (Username !== USER) return refusal("UserNotFoundException", "User does not exist.");
    const UserAttributes = Object.entries(ATTRIBUTES).map(([Name, Value]) => ({ Name, Value }));
    return [200, { Username: SUB, Enabled: true, UserStatus: "CONFIRMED", UserAttributes, UserCreateDate: now() }];
  },
  AdminListGroupsForUser: ({ UserPoolId }) => {
    const names = UserPoolId.startsWith("eu-west-1") ? GROUPS : [];
    return [200, { Groups: names.map((GroupName) => ({ GroupName, UserPoolId })) }];
  },
  AdminAddUserToGroup: () => [200, {}],
  AdminDeleteUserAttributes: () => [200, {}],
  AdminCreateUser: ({ Username }) => [200, { User: { Username, Enabled: true, UserStatus: "FORCE_CHANGE_PASSWORD" } }],
  AdminSetUserPassword: () => [200, {}],
};

const refusal = (type, message) => [400, { __type: type, message }];

const ASSUMED = () => `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>
<AssumedRoleUser><Arn>arn:aws:sts::111111111111:assumed-role/a/b</Arn><AssumedRoleId>A:b</AssumedRoleId></AssumedRoleUser>
</AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>`;

function answer(target, body) {
  if (!target) return [200, "text/xml", ASSUMED()];
  const [status, document] = OPERATIONS[target.split(".")[1]](JSON.parse(body));
  return [status, "application/x-amz-json-1.1", JSON.stringify(document)];
}

/** Starts it. `counted()` tells what came since the last time it was asked. */
export async function start(milliseconds) {
  let count;
  const fresh = () => ({ calls: [], connections: 0 });
  count = fresh();
  const server = createServer(async (request, response) => {
    const pause = new Promise((resolve) => setTimeout(resolve, milliseconds));
    let body = "";
    for await (const chunk of request) body += chunk;
    const target = request.headers["x-amz-target"];
    count.calls.push(target?.split(".")[1] ?? "AssumeRole");
    const [status, type, text] = answer(target, body);
    await pause;
    response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text);
  });
  server.keepAliveTimeout = 600_000;
  server.on("connection", (socket) => {
    count.connections += 1;
    socket.setNoDelay(true);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    counted() {
      const counted = count;
      count = fresh();
      return counted;
    },
    end: () => { server.closeAllConnections(); server.close(); },
  };
}
