import { commonPhrases } from "../words/common.ts";
import { chooseLanguage, useLanguage } from "../words/useLanguage.ts";

/** Changes to the other language. The button is in that language, so that its speakers find it. */
export function LanguageChoice() {
  const language = useLanguage();
  const { language: title, draft } = commonPhrases[language];
  const other = language === "en" ? "cy" : "en";
  return (
    <footer className="language">
      {draft !== "" && <p className="secondary">{draft}</p>}
      <button type="button" className="plain" lang={other} onClick={() => chooseLanguage(other)}>
        {title}
      </button>
    </footer>
  );
}
