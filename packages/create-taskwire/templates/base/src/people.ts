/** The people of this app. Your app has a table of users instead. */
export const people = [
  { id: "dao", name: "Dao ดาว", handle: "dao", role: "ADMIN" },
  { id: "lek", name: "Lek เล็ก", handle: "เล็ก", role: "ADMIN_LIMITED" },
] as const;
