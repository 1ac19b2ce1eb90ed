import { useLanguage } from "../language/provider.tsx";
import { Field } from "../parts/field.tsx";

/** The fields of a form that signs a person in, with the reason if it failed. */
export function SignInFields({ problem }: { readonly problem: string | undefined }) {
  const { t } = useLanguage();
  return (
    <>
      <Field label={t("signIn.login")} name="login" autoComplete="username" required />
      <Field
        label={t("signIn.password")}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      <p className="problem" role="alert">
        {problem}
      </p>
    </>
  );
}
