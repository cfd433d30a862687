// Behind PostAuthentication: ten groups at most, one after the other, at every sign-in of everybody. The shape of the seed that copies
// groups, in one account.
import {
  AdminAddUserToGroupCommand, AdminListGroupsForUserCommand, CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";

const cognito = new CognitoIdentityProviderClient({});

export async function handler(event) {
  const { userPoolId, userName } = event;
  const there = { UserPoolId: process.env.OLD_USER_POOL_ID, Username: userName, Limit: 10 };
  const { Groups } = await cognito.send(new AdminListGroupsForUserCommand(there));
  for (const { GroupName } of Groups) {
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: userPoolId, Username: userName, GroupName }));
  }
  return event;
}
