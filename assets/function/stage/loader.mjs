// Puts the stand-ins of stage/sdk.mjs in the place of the two SDK packages, installed or not. A copy of index.mjs that
// is imported with ?world=N gets copies of its other files and of the stand-ins with the same query, so that no two tests
// share anything.
import * as module from "node:module";

const PACKAGES = /^@aws-sdk\/client-(sts|cognito-identity-provider)$/;
const STAND_IN = new URL("./sdk.mjs", import.meta.url).href;

// Also written out as text below: Node.js before 22.15 has no hooks on the thread of the tests.
function standIn(specifier, context, next) {
  const { search } = new URL(context.parentURL ?? "file:///");
  if (PACKAGES.test(specifier)) return { url: STAND_IN + search, shortCircuit: true };
  if (search && specifier.startsWith("./")) return next(specifier + search, context);
  return next(specifier, context);
}

if (module.registerHooks) {
  module.registerHooks({ resolve: standIn });
} else {
  const source = `const PACKAGES = ${PACKAGES}; const STAND_IN = ${JSON.stringify(STAND_IN)}; export ${standIn
    .toString()
    .replace("standIn", "resolve")}`;
  module.register(`data:text/javascript,${encodeURIComponent(source)}`);
}
