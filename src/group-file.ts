// Lines of /etc/group, which getent prints as well: `name:password:number:members`.

export interface Group {
  readonly name: string;
  readonly id: number;
  /** Names of users that are in it besides those whose own group it is. */
  readonly members: readonly string[];
}

/** The groups in `lines`, in order. A line without a number is not the root group's: it is left out. */
export function groupsIn(lines: string): readonly Group[] {
  return lines.split("\n").flatMap((line) => {
    const [name = "", , number = "", members = ""] = line.split(":");
    if (!/^\d+$/.test(number)) return [];
    return [{ name, id: Number(number), members: members.split(",").filter((member) => member !== "") }];
  });
}
