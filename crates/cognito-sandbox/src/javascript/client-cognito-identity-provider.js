// Stands in for @aws-sdk/client-cognito-identity-provider.
import { Client, Command } from "sandbox:sdk";

export class CognitoIdentityProviderClient extends Client {
  constructor(config) {
    super("cognito-idp", config);
  }
}

const command = (operation) =>
  class extends Command {
    constructor(input) {
      super(operation, input);
    }
  };

export const AdminAddUserToGroupCommand = command("AdminAddUserToGroup");
export const AdminDeleteUserAttributesCommand = command("AdminDeleteUserAttributes");
export const AdminGetUserCommand = command("AdminGetUser");
export const AdminInitiateAuthCommand = command("AdminInitiateAuth");
export const AdminListGroupsForUserCommand = command("AdminListGroupsForUser");
export const DescribeUserPoolCommand = command("DescribeUserPool");
export const DescribeUserPoolClientCommand = command("DescribeUserPoolClient");
export const InitiateAuthCommand = command("InitiateAuth");
export const ListUsersCommand = command("ListUsers");
