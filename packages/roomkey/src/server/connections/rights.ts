/**
 * Counts the changes of rights on this server. Whoever asked a loader or policy compares the version before it
 * acts on the answer: a change that landed meanwhile may have made it wrong.
 */
export interface Rights {
  readonly version: number;
  change(): void;
}

export function createRights(): Rights {
  let version = 0;
  return {
    get version() {
      return version;
    },
    change() {
      version += 1;
    },
  };
}
