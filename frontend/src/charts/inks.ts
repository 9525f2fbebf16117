/** How lines differ: by colour and by dash, in the same order everywhere. */

export const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 2]];
export const INKS = [
  "--accent",
  "--state-completed",
  "--state-preparing",
  "--warning",
  "--danger",
  "--state-queued",
] as const;

export const GUIDE_INK = "--danger";
export const GUIDE_DASH: readonly number[] = [4, 4];

export const inkOf = (index: number, guide: boolean): string =>
  guide ? GUIDE_INK : INKS[index % INKS.length]!;
export const dashOf = (index: number, guide: boolean): readonly number[] =>
  guide ? GUIDE_DASH : DASHES[index % DASHES.length]!;
