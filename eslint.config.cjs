const globals = require("globals");

// Rules of Odoo's own JavaScript guidelines that a linter can tell.
const rules = {
    "no-undef": "error",
    "no-unused-vars": ["error", {vars: "all", args: "none", ignoreRestSiblings: true}],
    "no-restricted-globals": ["error", "event", "self"],
    "no-const-assign": "error",
    "no-debugger": "error",
    "no-dupe-class-members": "error",
    "no-dupe-keys": "error",
    "no-duplicate-imports": "error",
    "no-dupe-args": "error",
    "no-dupe-else-if": "error",
    "no-console": "error",
    "no-unreachable": "error",
    "no-unsafe-negation": "error",
    "no-duplicate-case": "error",
    "no-cond-assign": "error",
    "use-isnan": "error",
    "valid-typeof": "error",
    "prefer-const": "error",
    "no-var": "error",
    curly: "error",
    eqeqeq: ["error", "always", {null: "ignore"}],
    complexity: ["error", 10],
    "max-lines": ["error", {max: 400}],
};

module.exports = [
    {
        files: ["addons/*/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        linterOptions: {reportUnusedDisableDirectives: "error"},
        rules,
    },
    {ignores: ["**/node_modules/", "**/static/lib/"]},
];
