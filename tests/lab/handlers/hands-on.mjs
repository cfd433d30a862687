// An ES module with names of its own for its variables, no external id, and AWS's own error handed on.
import { STS } from "@aws-sdk/client-sts";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

const { SOURCE_APP_CLIENT, SOURCE_POOL, SOURCE_REGION, SOURCE_ROLE } = process.env;

export const migrate = async (event) => {
  const { Credentials } = await new STS({}).assumeRole({ RoleArn: SOURCE_ROLE, RoleSessionName: "own-handler" });
  const credentials = {
    accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken,
  };
  const source = new CognitoIdentityProvider({ region: SOURCE_REGION, credentials });
  await source.adminInitiateAuth({
    UserPoolId: SOURCE_POOL, ClientId: SOURCE_APP_CLIENT, AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: event.userName, PASSWORD: event.request.password },
  });
  const { UserAttributes } = await source.adminGetUser({ UserPoolId: SOURCE_POOL, Username: event.userName });
  const userAttributes = Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
  delete userAttributes.sub;
  event.response = { userAttributes, finalUserStatus: "CONFIRMED", messageAction: "SUPPRESS" };
  return event;
};
