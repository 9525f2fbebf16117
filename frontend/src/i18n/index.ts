/** The languages of the page. Each namespace has one owner; `catalogues.test.ts` holds ko to en. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import enAssets from "./locales/en/assets.json";
import enDesigner from "./locales/en/designer.json";
import enFrame from "./locales/en/frame.json";
import enJobs from "./locales/en/jobs.json";
import enPages from "./locales/en/pages.json";
import enSettings from "./locales/en/settings.json";
import koAssets from "./locales/ko/assets.json";
import koDesigner from "./locales/ko/designer.json";
import koFrame from "./locales/ko/frame.json";
import koJobs from "./locales/ko/jobs.json";
import koPages from "./locales/ko/pages.json";
import koSettings from "./locales/ko/settings.json";

export const LANGUAGES = { en: "English", ko: "한국어" } as const;
export type Language = keyof typeof LANGUAGES;

const COOKIE = "django_language";

function cookieLanguage(): Language | null {
  const found = document.cookie.match(new RegExp(`(?:^|; )${COOKIE}=(en|ko)`));
  return (found?.[1] as Language | undefined) ?? null;
}

/** The user's choice (a cookie the server reads too), else the browser's first language. */
export function preferredLanguage(): Language {
  return cookieLanguage() ?? (navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en");
}

export function setLanguage(language: Language): void {
  document.cookie = `${COOKIE}=${language}; path=/; max-age=31536000; samesite=lax`;
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

export function startI18n(language: Language = preferredLanguage()): void {
  document.documentElement.lang = language;
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    ns: ["frame", "assets", "designer", "jobs", "pages", "settings"],
    defaultNS: "frame",
    resources: {
      en: {
        assets: enAssets,
        frame: enFrame,
        designer: enDesigner,
        jobs: enJobs,
        pages: enPages,
        settings: enSettings,
      },
      ko: {
        assets: koAssets,
        frame: koFrame,
        designer: koDesigner,
        jobs: koJobs,
        pages: koPages,
        settings: koSettings,
      },
    },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export { i18next };
