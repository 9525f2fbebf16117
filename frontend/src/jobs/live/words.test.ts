import i18next from "i18next";
import { beforeAll, expect, it } from "vitest";
import ko from "../../i18n/locales/ko/jobs.json";
import en from "../../i18n/locales/en/jobs.json";
import { workWords } from "./words";

beforeAll(() => i18next.init({ lng: "en", ns: ["jobs"], resources: { en: { jobs: en }, ko: { jobs: ko } }, interpolation: { escapeValue: false } })); // prettier-ignore

const said = [
  "building environment sklearn: 12 of 31 packages",
  "building environment sklearn: 3 of 31 packages, downloading torch (800.1MiB)",
  "building environment sklearn: choosing versions",
  "building environment sklearn: making the virtual environment",
  "building environment sklearn: waiting for the process that is building it",
  "building environment sklearn",
  "waits for the same step, which runs in brave_otter",
  "attempt 2 in 7.5 s",
  "reading rows.csv: 40 %",
];

it("in English the engine's words stand as they are", () => {
  const t = i18next.getFixedT("en", "jobs");
  expect(said.map((text) => workWords(text, t))).toEqual(said);
});

it("in Korean they are told in Korean, with the same names and numbers", () => {
  const t = i18next.getFixedT("ko", "jobs");
  for (const text of said) {
    const told = workWords(text, t);
    expect(told).toMatch(/[가-힣]/);
    expect(told.match(/\d+(\.\d+)?/g) ?? []).toEqual(text.match(/\d+(\.\d+)?/g) ?? []);
  }
});

it("a sentence that is not known is shown as it is", () => {
  expect(workWords("conda installs 4 packages and what they need", i18next.getFixedT("ko", "jobs"))).toBe(
    "conda installs 4 packages and what they need",
  );
});
