import js from "@eslint/js";
import globals from "globals";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const onlyCanvas = [
  {
    name: "@xyflow/react",
    message: "Only src/canvas and src/graph/flow.ts know React Flow.",
  },
];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/types.ts"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { globals: { ...globals.browser } },
    plugins: { "react-hooks": reactHooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-console": ["error", { allow: ["warn", "error"] }],
      "max-lines": ["error", { max: 300 }],
      "no-restricted-imports": ["error", { paths: onlyCanvas }],
    },
  },
  { files: ["src/canvas/**", "src/graph/flow.ts"], rules: { "no-restricted-imports": "off" } },
  {
    // graph/ is pure: it may be moved into a worker or a test without dragging the page along.
    files: ["src/graph/**"],
    ignores: ["src/graph/**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex:
                "^(\\.\\./)+(api|app|assets|canvas|designer|home|i18n|jobs|theme|ui)\\b|^react|^@mantine|^zustand",
              message: "src/graph imports only itself.",
            },
          ],
        },
      ],
    },
  },
);
