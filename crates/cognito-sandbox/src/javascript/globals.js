// What Node.js gives a Lambda function and the bare engine does not: console, process.env, process.stdout, timers, AbortController, and a
// clock that follows the sandbox's. Buffer has a file of its own. Evaluates to a function; `host` is the Rust side.
(function (host, environment) {
  "use strict";

  const now = () => host.now();
  globalThis.Date = new Proxy(Date, {
    construct: (target, parts) => new target(...(parts.length === 0 ? [now()] : parts)),
    apply: (target) => new target(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });

  const text = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof Error) return value.stack ? `${value}\n${value.stack}` : String(value);
    try {
      return JSON.stringify(value) ?? String(value);
    } catch {
      return String(value);
    }
  };
  const logger = (level) => (...values) => host.log(level, values.map(text).join(" "));
  globalThis.console = {
    log: logger("INFO"),
    info: logger("INFO"),
    debug: logger("DEBUG"),
    trace: logger("TRACE"),
    warn: logger("WARN"),
    error: logger("ERROR"),
  };

  // What goes to standard output by itself is logged line by line, with nothing before it.
  const write = (chunk) => {
    for (const line of String(chunk).split("\n")) if (line !== "") host.log("", line);
    return true;
  };
  const stream = { write };
  globalThis.process = { env: environment, versions: { node: "24.0.0" }, version: "v24.0.0", stdout: stream, stderr: stream };

  const timers = new Map();
  let lastTimer = 0;
  const start = (callback, milliseconds, values, every) => {
    lastTimer += 1;
    const wait = Math.max(1, Number(milliseconds) || 0);
    timers.set(lastTimer, { callback, values, due: host.monotonic() + wait, every: every ? wait : undefined });
    return lastTimer;
  };
  const stop = (id) => {
    timers.delete(id);
  };
  globalThis.setTimeout = (callback, milliseconds, ...values) => start(callback, milliseconds, values, false);
  globalThis.setInterval = (callback, milliseconds, ...values) => start(callback, milliseconds, values, true);
  globalThis.clearTimeout = stop;
  globalThis.clearInterval = stop;

  globalThis.AbortController = class AbortController {
    constructor() {
      this.signal = { aborted: false, reason: undefined };
    }
    abort(reason) {
      this.signal.aborted = true;
      this.signal.reason = reason;
    }
  };

  const describe = (error) => {
    if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    const stack = (error.stack ?? "").split("\n").map((line) => line.trim()).filter(Boolean);
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: [`${error.name}: ${error.message}`, ...stack],
    };
  };

  let outcome;
  const settle = (value) => {
    outcome = JSON.stringify(value);
  };
  const succeed = (value) => {
    try {
      settle({ returned: JSON.parse(JSON.stringify(value) ?? "null") });
    } catch (error) {
      settle({ notJson: String(error) });
    }
  };

  return {
    // Begins an invocation; `outcome` tells when it has ended.
    invoke(handler, event, context) {
      outcome = undefined;
      const deadline = host.monotonic() + context.remaining;
      const given = { ...context, getRemainingTimeInMillis: () => Math.max(0, deadline - host.monotonic()) };
      delete given.remaining;
      Promise.resolve()
        .then(() => handler(event, given))
        .then(succeed, (error) => settle({ threw: describe(error) }));
    },
    // Why loading failed.
    describe: (error) => JSON.stringify(describe(error)),
    outcome: () => outcome,
    // Runs what is due; returns the milliseconds until the next one, or -1 for none.
    runTimers() {
      for (const [id, timer] of [...timers]) {
        if (timer.due > host.monotonic() || !timers.has(id)) continue;
        if (timer.every === undefined) timers.delete(id);
        else timer.due = host.monotonic() + timer.every;
        timer.callback(...timer.values);
      }
      if (timers.size === 0) return -1;
      return Math.max(0, Math.min(...[...timers.values()].map((timer) => timer.due)) - host.monotonic());
    },
  };
})
