/** Which of the files that were dropped together are one thing to register. Pure. */

const DOCUMENT = /\.ya?ml$/i;
const WHOLE = /\.zip$/i;

/** One document with other files beside it is one thing; otherwise each document and each zip stands for itself. */
export function batches<T extends { name: string }>(files: readonly T[]): T[][] {
  const zips = files.filter((file) => WHOLE.test(file.name));
  const documents = files.filter((file) => DOCUMENT.test(file.name));
  const beside = files.filter((file) => !zips.includes(file) && !documents.includes(file));
  if (documents.length === 1 && beside.length > 0)
    return [...zips.map((file) => [file]), [...documents, ...beside]];
  return [...zips, ...documents, ...beside].map((file) => [file]);
}
