// Stand-ins of the SDK classes that the function imports. They answer as the test says, note every call, and treat a
// credentials provider as SDK v3 does: asked once, kept, asked again from five minutes before `expiration`; or, with
// `stage.keepsCredentials = false`, asked before every call.
export const stage = {
  answers: {},
  calls: [],
  clients: [],
  keepsCredentials: true,
};

const command = (operation) => class {
  static operation = operation;

  constructor(input) {
    this.input = input;
  }
};
export const AssumeRoleCommand = command("AssumeRole");
export const AdminInitiateAuthCommand = command("AdminInitiateAuth");
export const AdminGetUserCommand = command("AdminGetUser");
export const AdminListGroupsForUserCommand = command("AdminListGroupsForUser");
export const AdminAddUserToGroupCommand = command("AdminAddUserToGroup");
export const AdminDeleteUserAttributesCommand = command("AdminDeleteUserAttributes");

class Client {
  #kept;
  #asking;

  constructor(configuration) {
    this.configuration = configuration;
    stage.clients.push(this);
  }

  async #credentials() {
    const { credentials } = this.configuration;
    if (!credentials) return undefined;
    if (!stage.keepsCredentials) return credentials();
    if (this.#kept && this.#kept.expiration.getTime() - Date.now() >= 300_000) return this.#kept;
    this.#asking ??= credentials().finally(() => {
      this.#asking = undefined;
    });
    return (this.#kept = await this.#asking);
  }

  async send(command, options) {
    const { operation } = command.constructor;
    const credentials = await this.#credentials();
    stage.calls.push({ operation, input: command.input, client: this, credentials, signal: options?.abortSignal });
    return stage.answers[operation](command.input, credentials);
  }
}
export class STSClient extends Client {}
export class CognitoIdentityProviderClient extends Client {}
