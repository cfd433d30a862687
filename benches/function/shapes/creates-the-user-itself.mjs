// After both steps the handler assumes a second role and makes the user in the destination itself, before Cognito does.
import { AdminCreateUserCommand, AdminSetUserPasswordCommand } from "@aws-sdk/client-cognito-identity-provider";
import { answer, assumeRole, checkPassword, isSignIn, newCognito, newSts, readUser } from "./common.mjs";

const sts = newSts();

export async function handler(event) {
  const source = newCognito(await assumeRole(sts));
  if (isSignIn(event)) await checkPassword(source, event);
  const attributes = await readUser(source, event);
  if (!isSignIn(event)) return answer(event, attributes);
  const destination = newCognito(await assumeRole(sts));
  const user = { UserPoolId: event.userPoolId, Username: event.userName };
  await destination.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS" }));
  await destination.send(new AdminSetUserPasswordCommand({ ...user, Password: event.request.password, Permanent: true }));
  return answer(event, attributes);
}
