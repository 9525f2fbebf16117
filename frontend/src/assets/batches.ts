/** Which of the files that were dropped together are one thing to register. Pure. */

export interface Dropped {
  name: string;
  /** Of documents only: what they say. */
  text?: string;
}

const DOCUMENT = /\.ya?ml$/i;
const WHOLE = /\.zip$/i;

/**
 * A document travels with the files that it names; a document that another one names (a conda file) is one of these.
 * Files that nobody names go with the only document there is. Each zip is whole.
 */
export function batches<T extends Dropped>(files: readonly T[]): T[][] {
  const zips = files.filter((file) => WHOLE.test(file.name));
  const documents = files.filter((file) => DOCUMENT.test(file.name));
  const names = (one: T, other: T) => one !== other && Boolean(one.text?.includes(other.name));
  const heads = documents.filter((one) => !documents.some((other) => names(other, one)));
  const groups = (heads.length > 0 ? heads : documents).map((head) => [
    head,
    ...files.filter((file) => !zips.includes(file) && names(head, file)),
  ]);
  const placed = new Set(groups.flat());
  const rest = files.filter((file) => !zips.includes(file) && !placed.has(file));
  if (groups.length === 1) groups[0]!.push(...rest);
  else groups.push(...rest.map((file) => [file]));
  return [...zips.map((file) => [file]), ...groups];
}

/** Longer documents are no documents of ours; they are not searched for names. */
const MOST_TEXT = 1 << 20;

export async function withText(files: readonly File[]): Promise<(Dropped & { file: File })[]> {
  return Promise.all(
    files.map(async (file) => {
      const reads = DOCUMENT.test(file.name) && file.size < MOST_TEXT;
      return { name: file.name, file, ...(reads ? { text: await file.text() } : {}) };
    }),
  );
}
