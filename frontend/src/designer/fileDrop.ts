/** Files and folders (as zips) dragged in from outside. The innermost target takes them. */
import { type DragEvent, useRef, useState } from "react";
import { i18next } from "../i18n";
import { dropped } from "../ui/folders";
import { tellError } from "./toasts";

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

export function useFileDrop(onFiles: (files: File[]) => void) {
  const [over, setOver] = useState(false);
  // Leaving a child is not leaving: the enters and leaves are counted.
  const depth = useRef(0);
  const stop = () => {
    depth.current = 0;
    setOver(false);
  };
  return {
    over,
    handlers: {
      onDragEnter: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        depth.current += 1;
        setOver(true);
      },
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
      },
      onDragLeave: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.stopPropagation();
        depth.current -= 1;
        if (depth.current <= 0) stop();
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        stop();
        void dropped(event.dataTransfer).then(
          (files) => files.length > 0 && onFiles(files),
          (error: unknown) => tellError(i18next.t("designer:dropFailed"), error),
        );
      },
    },
  };
}
