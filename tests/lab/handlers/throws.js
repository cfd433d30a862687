// CommonJS on version 3 of the SDK: assumes the role with an external id, and throws one text for whatever goes wrong.
const { STSClient, AssumeRoleCommand } = require("@aws-sdk/client-sts");
const { CognitoIdentityProviderClient, AdminInitiateAuthCommand, AdminGetUserCommand } = require("@aws-sdk/client-cognito-identity-provider");

const { OLD_CLIENT_ID, OLD_EXTERNAL_ID, OLD_ROLE_ARN, OLD_USER_POOL_ID, OLD_USER_POOL_REGION } = process.env;

async function userOf(name, password) {
  try {
    const role = await new STSClient({}).send(new AssumeRoleCommand({
      RoleArn: OLD_ROLE_ARN, RoleSessionName: "own-handler", ExternalId: OLD_EXTERNAL_ID,
    }));
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = role.Credentials;
    const old = new CognitoIdentityProviderClient({
      region: OLD_USER_POOL_REGION, credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    await old.send(new AdminInitiateAuthCommand({
      UserPoolId: OLD_USER_POOL_ID, ClientId: OLD_CLIENT_ID, AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: name, PASSWORD: password },
    }));
    return await old.send(new AdminGetUserCommand({ UserPoolId: OLD_USER_POOL_ID, Username: name }));
  } catch {
    return undefined;
  }
}

exports.handler = async (event) => {
  const user = await userOf(event.userName, event.request.password);
  if (!user) throw new Error("Bad credentials");
  const email = user.UserAttributes.find(({ Name }) => Name === "email").Value;
  event.response = { userAttributes: { email, email_verified: "true" }, finalUserStatus: "CONFIRMED", messageAction: "SUPPRESS" };
  return event;
};
