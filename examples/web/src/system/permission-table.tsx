import { addWords } from "../language/dictionary.ts";
import { useLanguage } from "../language/provider.tsx";
import { permissionWords } from "../words/permissions.ts";

// They are loaded with this page.
addWords(permissionWords);

interface PermissionTableProps {
  /** For each role and permission: true, or the conditions of which one has to hold. */
  readonly roles: {
    readonly [role: string]: { readonly [permission: string]: true | readonly string[] };
  };
}

/** The permissions of each role. */
export function PermissionTable({ roles }: PermissionTableProps) {
  const { t, tOr } = useLanguage();
  const names = Object.keys(roles);
  const permissions = [...new Set(Object.values(roles).flatMap((role) => Object.keys(role)))];

  const words = (grant: true | readonly string[] | undefined) =>
    grant === undefined
      ? tOr("grant.never", "")
      : grant === true
        ? tOr("grant.always", "")
        : grant.map((condition) => tOr(`grant.${condition}`, condition)).join(t("remedy.or"));

  return (
    <section className="section" aria-labelledby="system-permissions">
      <h2 id="system-permissions">{t("system.permissions")}</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("system.permission")}</th>
            {names.map((role) => (
              <th key={role} scope="col">
                {tOr(`role.${role}`, role)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map((permission) => (
            <tr key={permission}>
              <th scope="row">{tOr(`permission.${permission}`, permission)}</th>
              {names.map((role) => {
                const grant = roles[role]?.[permission];
                return (
                  <td key={role} className={grant === undefined ? "soft" : undefined}>
                    {words(grant)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
