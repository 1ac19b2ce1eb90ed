interface Node<T> {
  /** The part of the key between the parent and this node: at least one code unit. */
  label: string;
  value: T | undefined;
  /** The children by the first code unit of their labels. */
  children: Map<string, Node<T>> | undefined;
}

/**
 * A prefix tree in which a chain of single children is one node. The time of a lookup depends on the
 * length of the text, not on the number of names.
 */
export class Trie<T> {
  readonly root: Node<T> = newNode("");

  /** Sets the value of a key. `value` gets the existing value and returns the new one. */
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

/** Splits a node at `depth` of its label. The lower part becomes its only child. */
function split<T>(node: Node<T>, depth: number): void {
  const lower = { ...node, label: node.label.slice(depth) };
  node.label = node.label.slice(0, depth);
  node.value = undefined;
  node.children = new Map([[lower.label.charAt(0), lower]]);
}

/** A lookup that goes down from the root, one code unit at a time. */
export class TrieWalk<T> {
  private node: Node<T>;
  private depth = 0;

  constructor(trie: Trie<T>) {
    this.node = trie.root;
  }

  /** Goes down by all these code units. Returns false if no key begins like this. */
  follow(units: string): boolean {
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

  /** The value of the text so far; undefined if it isn't a key. */
  get value(): T | undefined {
    return this.depth === this.node.label.length ? this.node.value : undefined;
  }
}
