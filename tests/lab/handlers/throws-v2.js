// As older handlers are: version 2 of the SDK, which runtimes carried until nodejs16.x, and one text for whatever goes wrong.
const AWS = require("aws-sdk");

const { OLD_CLIENT_ID, OLD_EXTERNAL_ID, OLD_ROLE_ARN, OLD_USER_POOL_ID, OLD_USER_POOL_REGION } = process.env;

exports.handler = async function (event) {
  let user;
  try {
    // MiniStack gives this version of the SDK credentials without their session token; these have it.
    const sts = new AWS.STS({ credentials: new AWS.EnvironmentCredentials("AWS") });
    const role = await sts.assumeRole({ RoleArn: OLD_ROLE_ARN, RoleSessionName: "own-handler", ExternalId: OLD_EXTERNAL_ID }).promise();
    const credentials = new AWS.Credentials(
      role.Credentials.AccessKeyId, role.Credentials.SecretAccessKey, role.Credentials.SessionToken);
    const old = new AWS.CognitoIdentityServiceProvider({ region: OLD_USER_POOL_REGION, credentials });
    await old.adminInitiateAuth({
      UserPoolId: OLD_USER_POOL_ID, ClientId: OLD_CLIENT_ID, AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: event.userName, PASSWORD: event.request.password },
    }).promise();
    user = await old.adminGetUser({ UserPoolId: OLD_USER_POOL_ID, Username: event.userName }).promise();
  } catch (error) {
    throw new Error("Bad credentials");
  }
  const email = user.UserAttributes.find((attribute) => attribute.Name === "email").Value;
  event.response.userAttributes = { email, email_verified: "true" };
  event.response.finalUserStatus = "CONFIRMED";
  event.response.messageAction = "SUPPRESS";
  return event;
};
