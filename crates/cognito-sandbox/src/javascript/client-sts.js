// Stands in for @aws-sdk/client-sts.
import { Client, Command } from "sandbox:sdk";

export class STSClient extends Client {
  constructor(config) {
    super("sts", config);
  }
}
export class AssumeRoleCommand extends Command {
  constructor(input) {
    super("AssumeRole", input);
  }
}
export class GetCallerIdentityCommand extends Command {
  constructor(input) {
    super("GetCallerIdentity", input);
  }
}
