// What the shapes share, so that each file shows only what sets it apart.
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import {
  AdminGetUserCommand, AdminInitiateAuthCommand, CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";

const { OLD_CLIENT_ID, OLD_EXTERNAL_ID, OLD_ROLE_ARN, OLD_USER_POOL_ID, OLD_USER_POOL_REGION } = process.env;

export const newSts = () => new STSClient({});

export async function assumeRole(sts) {
  const { Credentials } = await sts.send(new AssumeRoleCommand({
    RoleArn: OLD_ROLE_ARN, RoleSessionName: "migration", ExternalId: OLD_EXTERNAL_ID,
  }));
  return {
    accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken,
  };
}

export const newCognito = (credentials) => new CognitoIdentityProviderClient({ region: OLD_USER_POOL_REGION, credentials });

export const checkPassword = (cognito, { userName, request }) => cognito.send(new AdminInitiateAuthCommand({
  UserPoolId: OLD_USER_POOL_ID, ClientId: OLD_CLIENT_ID, AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
  AuthParameters: { USERNAME: userName, PASSWORD: request.password },
}));

export async function readUser(cognito, { userName }) {
  const { UserAttributes } = await cognito.send(new AdminGetUserCommand({ UserPoolId: OLD_USER_POOL_ID, Username: userName }));
  return Object.fromEntries(UserAttributes.filter(({ Name }) => Name !== "sub").map(({ Name, Value }) => [Name, Value]));
}

export const isSignIn = ({ triggerSource }) => triggerSource === "UserMigration_Authentication";

export function answer(event, userAttributes) {
  event.response.userAttributes = userAttributes;
  event.response.messageAction = "SUPPRESS";
  if (isSignIn(event)) event.response.finalUserStatus = "CONFIRMED";
  return event;
}
