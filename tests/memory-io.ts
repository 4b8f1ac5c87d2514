import type { EvalIO, FileType, IoResult } from "../src/evaluator/io.ts";

type Failure = Extract<IoResult<never>, { ok: false }>;

function missing(path: string): Failure {
  return { ok: false, failure: "missing", message: `'${path}' does not exist` };
}

function failed(message: string): Failure {
  return { ok: false, failure: "failed", message };
}

/**
 * Files that are only in memory, by absolute path; folders follow from the paths. A content of `-> target` is a
 * symlink. Everything outside `root` is denied, if a root is given.
 */
export function memoryIO(files: Readonly<Record<string, string>>, root = "/"): EvalIO {
  const contents = new Map<string, string>();
  const folders = new Map<string, Set<string>>([["/", new Set()]]);
  for (const [path, content] of Object.entries(files)) {
    contents.set(path, content);
    for (let at = path; at !== "/"; ) {
      const slash = at.lastIndexOf("/");
      const parent = slash === 0 ? "/" : at.slice(0, slash);
      const names = folders.get(parent) ?? new Set();
      names.add(at.slice(slash + 1));
      folders.set(parent, names);
      at = parent;
    }
  }

  const typeOf = (path: string): FileType | undefined => {
    if (folders.has(path)) return "directory";
    const content = contents.get(path);
    if (content === undefined) return undefined;
    return content.startsWith("-> ") ? "symlink" : "regular";
  };

  const resolve = (path: string, follow: boolean, links = 0): IoResult<string> => {
    if (links > 40) return failed(`too many symbolic links in '${path}'`);
    if (path !== root && root !== "/" && !path.startsWith(`${root}/`)) {
      return { ok: false, failure: "denied", message: `'${path}' is outside what may be read` };
    }
    const parts = path.split("/").filter((part) => part !== "");
    let at = "";
    for (const [i, part] of parts.entries()) {
      at = `${at}/${part}`;
      const content = contents.get(at);
      const last = i === parts.length - 1;
      if (content?.startsWith("-> ") && (follow || !last)) {
        const target = content.slice(3).trim();
        const base = at.slice(0, at.lastIndexOf("/"));
        const whole = [
          target.startsWith("/") ? target : `${base}/${target}`,
          ...parts.slice(i + 1),
        ];
        return resolve(new URL(`file://${whole.join("/")}`).pathname, follow, links + 1);
      }
      if (typeOf(at) === undefined) return missing(path);
    }
    return { ok: true, value: at === "" ? "/" : at };
  };

  const readText = (path: string): IoResult<string> => {
    const real = resolve(path, true);
    if (!real.ok) return real;
    const content = contents.get(real.value);
    return content === undefined
      ? failed(`'${path}' is not a regular file`)
      : { ok: true, value: content };
  };

  return {
    readText,
    readBytes(path) {
      const text = readText(path);
      return text.ok ? { ok: true, value: Buffer.from(text.value, "utf8") } : text;
    },
    readDir(path) {
      const real = resolve(path, true);
      if (!real.ok) return real;
      const names = folders.get(real.value);
      if (names === undefined) return failed(`'${path}' is not a directory`);
      const prefix = real.value === "/" ? "" : real.value;
      const entries = [...names].map((name): [string, FileType] => [
        name,
        typeOf(`${prefix}/${name}`) as FileType,
      ]);
      return { ok: true, value: new Map(entries) };
    },
    fileType(path) {
      const real = resolve(path, false);
      return real.ok ? { ok: true, value: typeOf(real.value) as FileType } : real;
    },
    exists(path) {
      const real = resolve(path, true);
      if (real.ok) return { ok: true, value: true };
      return real.failure === "missing" ? { ok: true, value: false } : real;
    },
    realPath: (path) => resolve(path, true),
    isExecutable: () => false,
    readLink(path) {
      const content = contents.get(path);
      return content?.startsWith("-> ")
        ? { ok: true, value: content.slice(3).trim() }
        : failed(`'${path}' is not a symbolic link`);
    },
  };
}
