/** Files to choose from, as a tree of folders. */
import { IconChevronDown, IconChevronRight, IconFile, IconFolder, IconFolderOpen } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { fileTree, type TreeItem } from "./fileTree";
import { formatSize } from "./format";
import classes from "./ui.module.css";

interface FileTreeProps {
  files: readonly { path: string; size: number }[];
  value: string;
  onChange: (path: string) => void;
  label: string;
}

/** With more files than this, folders start closed. */
const MANY = 60;

interface BranchProps extends Omit<FileTreeProps, "files" | "label"> {
  items: readonly TreeItem[];
  depth: number;
  closed: boolean;
}

function Branch({ items, value, onChange, depth, closed }: BranchProps) {
  const [toggled, setToggled] = useState<Record<string, boolean>>({});
  const indent = { paddingLeft: 8 + depth * 14 };
  return (
    <ul className={classes.tree}>
      {items.map((item) => {
        if (item.kind === "file")
          return (
            <li key={item.path}>
              <button
                type="button"
                className={classes.treeItem}
                style={indent}
                aria-current={item.path === value || undefined}
                title={item.path}
                onClick={() => onChange(item.path)}
              >
                <IconFile size={14} stroke={1.6} aria-hidden />
                <span className={classes.treeName}>{item.name}</span>
                <span className={classes.treeSize}>{formatSize(item.size)}</span>
              </button>
            </li>
          );
        const open = toggled[item.path] ?? (!closed || value.startsWith(`${item.path}/`));
        const Chevron = open ? IconChevronDown : IconChevronRight;
        const Folder = open ? IconFolderOpen : IconFolder;
        return (
          <li key={item.path}>
            <button
              type="button"
              className={classes.treeItem}
              style={indent}
              aria-expanded={open}
              onClick={() => setToggled({ ...toggled, [item.path]: !open })}
            >
              <Chevron size={13} aria-hidden />
              <Folder size={14} stroke={1.6} aria-hidden />
              <span className={classes.treeName}>{item.name}</span>
            </button>
            {open && (
              <Branch
                items={item.children}
                value={value}
                onChange={onChange}
                depth={depth + 1}
                closed={closed}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

export function FileTree({ files, label, ...props }: FileTreeProps) {
  const items = useMemo(() => fileTree(files), [files]);
  return (
    <nav className={classes.treeBox} aria-label={label}>
      <Branch items={items} depth={0} closed={files.length > MANY} {...props} />
    </nav>
  );
}
