interface Node<T> {
  /** What leads here from the parent, one code unit at least. */
  label: string;
  value: T | undefined;
  /** By the first code unit of their labels. */
  children: Map<string, Node<T>> | undefined;
}

/**
 * Names by their beginnings, with chains of single children drawn together: the depth of a walk depends on what is
 * walked, never on how many names there are.
 */
export class Trie<T> {
  readonly root: Node<T> = newNode("");

  /** Sets the value of a key, given the one that it has. */
  set(key: string, value: (existing: T | undefined) => T): void {
    let node = this.root;
    for (let at = 0; at < key.length; ) {
      node.children ??= new Map();
      let child = node.children.get(key.charAt(at));
      if (child === undefined) {
        child = newNode(key.slice(at));
        node.children.set(key.charAt(at), child);
      }
      let shared = 0;
      while (shared < child.label.length && child.label[shared] === key[at + shared]) shared++;
      if (shared < child.label.length) split(child, shared);
      node = child;
      at += shared;
    }
    node.value = value(node.value);
  }
}

function newNode<T>(label: string): Node<T> {
  return { label, value: undefined, children: undefined };
}

/** Puts a node in the middle of the way to this one, at this depth of its label. */
function split<T>(node: Node<T>, depth: number): void {
  const lower = { ...node, label: node.label.slice(depth) };
  node.label = node.label.slice(0, depth);
  node.value = undefined;
  node.children = new Map([[lower.label.charAt(0), lower]]);
}

/** A walk from the root, one code unit a step. */
export class TrieWalk<T> {
  private node: Node<T>;
  private depth = 0;

  constructor(trie: Trie<T>) {
    this.node = trie.root;
  }

  /** Goes on by each code unit; false as soon as no key begins like that. */
  along(units: string): boolean {
    for (let at = 0; at < units.length; at++) if (!this.step(units.charAt(at))) return false;
    return true;
  }

  step(unit: string): boolean {
    if (this.depth === this.node.label.length) {
      const child = this.node.children?.get(unit);
      if (child === undefined) return false;
      this.node = child;
      this.depth = 0;
    }
    return this.node.label[this.depth++] === unit;
  }

  /** The value of what was walked, if that is a key. */
  get value(): T | undefined {
    return this.depth === this.node.label.length ? this.node.value : undefined;
  }
}
