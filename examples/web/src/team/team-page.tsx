import { type FormEvent, useCallback, useEffect, useId, useState } from "react";
import { addWords } from "../language/dictionary.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { searchFor } from "../language/search.ts";
import { Button } from "../parts/button.tsx";
import { Face } from "../parts/face.tsx";
import { Field } from "../parts/field.tsx";
import { ErrorState, LoadingRows, NoRightState } from "../parts/states.tsx";
import { useToast } from "../parts/toasts.tsx";
import { request } from "../session/http.ts";
import { usePerson, useSession } from "../session/provider.tsx";
import { useLooksAfter, useMe } from "../shell/me.ts";
import { usePageName } from "../shell/title.ts";
import { teamWords } from "../words/team.ts";

// They are loaded with this page.
addWords(teamWords);

interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly disabled: boolean;
}

interface Team {
  readonly roles: readonly string[];
  readonly people: readonly Account[];
}

/** Sends requests about people as the person who is signed in. */
function useTeamRequest() {
  const session = useSession();
  return useCallback(
    async <Answer,>(path: string, method = "GET", body?: unknown) =>
      request<Answer>(`/people${path}`, { method, body, token: await session.token() }),
    [session],
  );
}

/** The people with their roles. Approvers add people, and change what they may do. */
export function TeamPage() {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const toast = useToast();
  const me = useMe();
  const person = usePerson();
  const send = useTeamRequest();
  const [team, setTeam] = useState<Team>();
  const [error, setError] = useState<unknown>();
  const [search, setSearch] = useState("");
  const mayChange = useLooksAfter()(me?.role) || me === undefined;
  usePageName(t("team.title"));

  const load = useCallback(
    () =>
      send<Team>("").then((next) => {
        setTeam(next);
        setError(undefined);
      }, setError),
    [send],
  );
  useEffect(() => {
    if (mayChange) void load();
  }, [load, mayChange]);

  async function change(
    account: Account,
    body: { readonly role?: string; readonly disabled?: boolean },
  ) {
    try {
      await send(`/${account.id}`, "PATCH", body);
      await load();
    } catch (reason) {
      toast({ text: errorText(reason), tone: "error" });
    }
  }

  if (!mayChange)
    return <NoRightState isPage title={t("team.noRight")} text={t("team.noRight.text")} />;
  const matches = searchFor(search);
  const found = team?.people.filter(({ name, login }) => matches(`${name} ${login}`));
  return (
    <div className="page">
      <h1>{t("team.title")}</h1>
      <ul className="team-roles">
        {team?.roles.map((role) => (
          <Consequence key={role} role={role} />
        ))}
      </ul>
      {team === undefined ? (
        error ? (
          <ErrorState text={errorText(error)} retry={() => void load()} />
        ) : (
          <LoadingRows />
        )
      ) : (
        <>
          <Field
            label={t("team.find")}
            type="search"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          <ul className="team">
            {found?.map((account) => (
              <Row
                key={account.id}
                account={account}
                roles={team.roles}
                isMe={account.id === person?.id}
                onChange={(body) => void change(account, body)}
              />
            ))}
          </ul>
          <AddPerson roles={team.roles} onAdded={() => void load()} />
        </>
      )}
    </div>
  );
}

/** A role, and its consequences in words. */
function Consequence({ role }: { readonly role: string }) {
  const { tOr } = useLanguage();
  const words = tOr(`team.role.${role}`, "");
  if (words === "") return null;
  return (
    <li className="soft">
      <strong>{tOr(`role.${role}`, role)}</strong>: {words}
    </li>
  );
}

interface RowProps {
  readonly account: Account;
  readonly roles: readonly string[];
  readonly isMe: boolean;
  onChange(body: { readonly role?: string; readonly disabled?: boolean }): void;
}

function Row({ account, roles, isMe, onChange }: RowProps) {
  const { t, tOr } = useLanguage();
  const { id, name, login, role, disabled } = account;
  return (
    <li className={disabled ? "team-row team-disabled" : "team-row"} data-person={login}>
      <Face id={id} name={name} />
      <span className="team-name">
        <span>{name}</span>
        <span className="soft small">
          {login}
          {disabled && ` · ${t("team.disabled")}`}
        </span>
      </span>
      <select
        aria-label={t("team.roleOf", { name })}
        value={role}
        disabled={isMe}
        onChange={({ target }) => onChange({ role: target.value })}
      >
        {roles.map((one) => (
          <option key={one} value={one}>
            {tOr(`role.${one}`, one)}
          </option>
        ))}
      </select>
      <Button size="small" disabled={isMe} onClick={() => onChange({ disabled: !disabled })}>
        {disabled ? t("team.enable") : t("team.disable")}
        <span className="visually-hidden"> {name}</span>
      </Button>
    </li>
  );
}

interface Added {
  readonly account: Account;
  readonly password: string;
}

/** Adds a person. Their password is shown once. */
function AddPerson({ roles, onAdded }: { readonly roles: readonly string[]; onAdded(): void }) {
  const { t, tOr } = useLanguage();
  const errorText = useErrorText();
  const send = useTeamRequest();
  const [added, setAdded] = useState<Added>();
  const [problem, setProblem] = useState<string>();
  const [isSending, setIsSending] = useState(false);
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  // The choice stays for the next person, who is often alike.
  const [role, setRole] = useState(roles.at(-1) ?? "");
  const roleId = useId();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isSending) return;
    setIsSending(true);
    setProblem(undefined);
    try {
      setAdded(await send<Added>("", "POST", { name: name.trim(), login: login.trim(), role }));
      setName("");
      setLogin("");
      onAdded();
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setIsSending(false);
    }
  }

  return (
    <section className="section" aria-labelledby="team-add">
      <h2 id="team-add">{t("team.add")}</h2>
      <form className="team-form" onSubmit={(event) => void submit(event)}>
        <Field
          label={t("team.name")}
          value={name}
          required
          maxLength={100}
          onChange={({ target }) => setName(target.value)}
        />
        <Field
          label={t("signIn.login")}
          value={login}
          required
          maxLength={64}
          autoComplete="off"
          onChange={({ target }) => setLogin(target.value)}
        />
        <div className="field">
          <label htmlFor={roleId}>{t("team.role")}</label>
          <select id={roleId} value={role} onChange={({ target }) => setRole(target.value)}>
            {roles.map((one) => (
              <option key={one} value={one}>
                {tOr(`role.${one}`, one)}
              </option>
            ))}
          </select>
        </div>
        <Button submits tone="primary" aria-busy={isSending}>
          {t("team.add")}
        </Button>
      </form>
      <p className="problem" role="alert">
        {problem}
      </p>
      {added && (
        <p className="notice" role="status">
          {t("team.added", { name: added.account.name, login: added.account.login })}{" "}
          <code className="team-password">{added.password}</code>
        </p>
      )}
    </section>
  );
}
