/** Small widgets that every page shares. They know no route and ask no server. */
export { CodeBrowser, type CodeFile, languageOf } from "./CodeBrowser";
export { ColumnProfile, MiniBars } from "./ColumnProfile";
export type { ColumnFacts, DataProfile } from "./profile";
export { CopyButton, copyText } from "./CopyButton";
export { DataPreview } from "./DataPreview";
export * from "./format";
export { KeyValue, type KeyValueRow } from "./KeyValue";
export type { Preview } from "./previews";
export { ResizeHandle } from "./ResizeHandle";
export { Banner, EmptyState, ErrorState, Skeletons } from "./States";
export { StatusBadge } from "./StatusBadge";
export { Duration, RelativeTime, useTimeUnits } from "./Time";
export { useNow } from "./useNow";
export { useStable } from "./useStable";
export { useTyped } from "./useTyped";
export { FileTree } from "./FileTree";
export { PatchView } from "./PatchView";
