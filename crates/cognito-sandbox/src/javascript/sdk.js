// The part of the AWS SDK for JavaScript v3 that the stand-in modules share: clients that call back into the sandbox.

const host = globalThis[Symbol.for("cognito-ferry.sandbox")];

// Credentials are asked for again this long before they expire, as the SDK does.
const RENEW_BEFORE_EXPIRY = 5 * 60_000;

// Members that the SDK turns into Date objects.
const TIMES = new Set(["Expiration", "UserCreateDate", "UserLastModifiedDate", "CreationDate", "LastModifiedDate"]);

function revive(name, value) {
  return TIMES.has(name) && typeof value === "number" ? new Date(value * 1000) : value;
}

class ServiceException extends Error {
  constructor({ code, message, status }) {
    super(message);
    this.name = code;
    this.$fault = status < 500 ? "client" : "server";
    this.$metadata = { httpStatusCode: status, attempts: 1 };
  }
}

export class Client {
  #service;
  #held;

  constructor(service, config = {}) {
    if (config.endpoint !== undefined) throw new Error("NotImplementedBySandbox: clients with an endpoint");
    this.#service = service;
    this.config = config;
  }

  async send(command, { abortSignal } = {}) {
    if (abortSignal?.aborted) {
      throw Object.assign(new Error("Request aborted"), { name: "AbortError" });
    }
    const { region = process.env.AWS_REGION } = this.config;
    const where = typeof region === "function" ? await region() : region;
    if (!where) throw new Error("Region is missing");
    const { accessKeyId, sessionToken } = await this.#credentials();
    const answer = JSON.parse(
      host.call(this.#service, where, accessKeyId, sessionToken ?? "", command.operation, JSON.stringify(command.input)),
      revive,
    );
    if (answer.fault) throw new ServiceException(answer.fault);
    return { $metadata: { httpStatusCode: 200, attempts: 1 }, ...answer.output };
  }

  async #credentials() {
    const { credentials } = this.config;
    if (credentials === undefined) {
      const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
      return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN };
    }
    if (typeof credentials !== "function") return credentials;
    const expiration = this.#held?.expiration;
    if (!this.#held || (expiration && expiration.getTime() - Date.now() < RENEW_BEFORE_EXPIRY)) {
      this.#held = await credentials();
    }
    return this.#held;
  }
}

export class Command {
  constructor(operation, input = {}) {
    this.operation = operation;
    this.input = input;
  }
}
