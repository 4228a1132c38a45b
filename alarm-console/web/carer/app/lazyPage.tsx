import { type ComponentType, Suspense } from "react";
import { lazyPart } from "../../shared/design/lazyPart.tsx";
import { commonPhrases } from "../words/common.ts";
import { useWords } from "../words/useLanguage.ts";

/** A page that is loaded when it is opened, because an alarm is answered without it. */
export function lazyPage<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded: ComponentType<Props> = lazyPart(load, PageNotLoaded);
  return (props) => (
    <Suspense fallback={<main className="carer" aria-busy="true" />}>
      <Loaded {...props} />
    </Suspense>
  );
}

function PageNotLoaded() {
  const words = useWords(commonPhrases);
  return (
    <main className="carer">
      <header className="carer-head">
        <a href="#/">{words.yourHomes}</a>
      </header>
      <NotLoaded />
    </main>
  );
}

/** A page on the home screen has no button of the browser to load it again. */
export function NotLoaded() {
  const words = useWords(commonPhrases);
  return (
    <>
      <p role="alert">{words.notLoaded}</p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        {words.tryAgain}
      </button>
    </>
  );
}
