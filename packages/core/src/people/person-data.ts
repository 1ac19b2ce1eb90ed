/** A record about a person, as plain JSON. */
export interface ExportedRecord {
  /** The name of the collection; `decisions` and `votes` are those of the person on tasks. */
  readonly collection: string;
  readonly record: { readonly [field: string]: unknown };
}

/** How a person is erased. */
export interface EraseOptions {
  /**
   * `keep` (the default): texts of the person stay, with the name `as`. `delete`: their messages,
   * comments and reasons are deleted. The tasks that they requested are deleted too, with
   * everything in them.
   */
  readonly texts?: "keep" | "delete";
  /** The name that others see instead. Default: `Former member`. */
  readonly as?: string;
  /**
   * Also replaces the name and the handle where somebody wrote them without mentioning the person:
   * in messages, comments, tasks and subtasks. Default: false, because a name may be a word, e.g.
   * `May`. If a task had the name, its earlier history is deleted.
   */
  readonly everywhere?: boolean;
}

/** Everything that is stored about one person. For the host app's own code: no client can call it. */
export interface UserData {
  /**
   * Erases a person. Their account is disabled, and their sessions end. Their name and handle are
   * removed from every record, event, notification and job, so backups that are made later don't
   * have them either. Their id stays, because the kept records refer to it. Resolves when
   * everything is gone. If the server crashes before that, a job continues a minute later. The
   * erasure reads the tables of texts completely.
   *
   * @throws {TaskwireError} `not_found` if there is no such person.
   */
  erase(userId: string, options?: EraseOptions): Promise<void>;
  /**
   * Yields everything that is stored about a person, as records of plain JSON with the names of their
   * collections. It needs little memory, however much there is.
   */
  export(userId: string): AsyncIterable<ExportedRecord>;
}
