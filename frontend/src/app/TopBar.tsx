/** Where the user is, search, connection, language, theme, user. */
import { ActionIcon, Kbd, Menu, Tooltip, useMantineColorScheme } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import {
  IconCheck,
  IconDeviceDesktop,
  IconLanguage,
  IconMoon,
  IconSearch,
  IconSun,
  IconUserCircle,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { LANGUAGES, setLanguage, type Language } from "../i18n";
import { useBreadcrumbStore } from "./breadcrumb";
import { useConnection } from "./connection";
import { useMe, userName } from "./me";
import { isMac } from "./shortcuts";
import classes from "./Shell.module.css";

function Breadcrumb() {
  const { t } = useTranslation("frame");
  const crumbs = useBreadcrumbStore((store) => store.crumbs);
  return (
    <nav aria-label={t("breadcrumb")} style={{ flex: 1, minWidth: 0 }}>
      <ol className={classes.crumbs} data-testid="breadcrumb">
        {crumbs.map(({ label, to, onClick }, index) => (
          <li key={index}>
            {index > 0 && (
              <span className={classes.slash} aria-hidden>
                /
              </span>
            )}
            {to ? (
              <Link className={classes.crumb} to={to}>
                {label}
              </Link>
            ) : onClick ? (
              <button type="button" className={classes.crumb} onClick={onClick}>
                {label}
              </button>
            ) : (
              <span
                className={classes.here}
                title={label}
                aria-current={index === crumbs.length - 1 ? "page" : undefined}
              >
                {label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Connection() {
  const { t } = useTranslation("frame");
  const { state, system } = useConnection();
  return (
    <Tooltip label={t(`connection.${state}.hint`, { version: system?.version ?? "" })} multiline maw={300}>
      <div
        className={classes.connection}
        data-testid="connection-state"
        data-state={state}
        role="status"
        tabIndex={0}
      >
        <span className={classes.dot} aria-hidden />
        {t(`connection.${state}.word`)}
      </div>
    </Tooltip>
  );
}

function LanguageMenu() {
  const { t, i18n } = useTranslation("frame");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("language")} data-testid="language-switch">
          <IconLanguage size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(LANGUAGES) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => setLanguage(language)}
            rightSection={i18n.language === language ? <IconCheck size={14} /> : null}
          >
            {LANGUAGES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const SCHEMES = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const;

function ThemeMenu() {
  const { t } = useTranslation("frame");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Present = SCHEMES[colorScheme];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("theme.label")} data-testid="theme-switch">
          <Present size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(["light", "dark", "auto"] as const).map((scheme) => {
          const SchemeIcon = SCHEMES[scheme];
          return (
            <Menu.Item
              key={scheme}
              leftSection={<SchemeIcon size={16} stroke={1.6} />}
              rightSection={scheme === colorScheme ? <IconCheck size={14} /> : null}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`theme.${scheme}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

function User() {
  const { t } = useTranslation("frame");
  const me = useMe();
  const name = userName(me.data);
  return (
    <Tooltip label={name ? t("user.named", { name }) : t("user.unknown")}>
      <span
        role="img"
        aria-label={name ? t("user.named", { name }) : t("user.unknown")}
        style={{ display: "flex" }}
      >
        <IconUserCircle size={20} stroke={1.6} color="var(--text-dim)" />
      </span>
    </Tooltip>
  );
}

export function TopBar() {
  const { t } = useTranslation("frame");
  return (
    <header className={classes.top}>
      <Breadcrumb />
      <button
        type="button"
        className={classes.search}
        onClick={spotlight.open}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <span>{t("palette.hint")}</span>
        <Kbd size="xs" aria-hidden>
          {isMac ? "⌘ K" : "Ctrl K"}
        </Kbd>
      </button>
      <Connection />
      <LanguageMenu />
      <ThemeMenu />
      <User />
    </header>
  );
}
