/** Mantine reads our tokens, so that its controls and our own surfaces are one look. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const river: MantineColorsTuple = [
  "#e8f3fb",
  "#d3e6f5",
  "#a5cceb",
  "#74b0e1",
  "#4b98d8",
  "#2f88d2",
  "#0a66ad",
  "#085591",
  "#064777",
  "#04365c",
];

/** Mantine's dark greys are brown beside ours. */
const dark: MantineColorsTuple = [
  "#e4e8ed",
  "#c3cad3",
  "#a6b0bc",
  "#6c7785",
  "#3f4853",
  "#262c33",
  "#1e2329",
  "#181c21",
  "#13161a",
  "#0e1114",
];

export const theme = createTheme({
  primaryColor: "river",
  // White words on it read at 5.9:1 in both schemes; a lighter shade would not do for the dark one.
  primaryShade: { light: 6, dark: 6 },
  colors: { river, dark },
  autoContrast: true,
  // River 4, the accent of the dark scheme, carries dark text: white would be 3:1 on it.
  luminanceThreshold: 0.25,
  fontFamily: "var(--font-sans)",
  fontFamilyMonospace: "var(--font-mono)",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  headings: { fontFamily: "var(--font-sans)", fontWeight: "600" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "xs" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "xs" } },
    NumberInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs" } },
    Textarea: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { size: "xs" } },
    Tooltip: { defaultProps: { openDelay: 350, fz: 12, withArrow: false, color: "dark" } },
    // The place for the first focus is no item of a menu, and readers count it as one.
    Menu: { defaultProps: { shadow: "md", withInitialFocusPlaceholder: false } },
    // A dialog's header is not the banner of the page.
    Modal: {
      defaultProps: { transitionProps: { duration: 120 }, attributes: { header: { role: "presentation" } } },
    },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--text-dim)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-error": "var(--danger)",
    "--mantine-color-placeholder": "var(--text-faint)",
  },
  dark: {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--text-dim)",
    "--mantine-color-default": "var(--surface-raised)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-error": "var(--danger)",
    "--mantine-color-placeholder": "var(--text-faint)",
  },
});
