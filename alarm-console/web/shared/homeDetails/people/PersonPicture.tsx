import { type PersonDetail, photoHref } from "../home.ts";
import "../home.css";

/** The photo by which a responder knows the person; nothing where there is none. */
export function PersonPicture({ homeId, person: { id, name, photoAt } }: { homeId: string; person: PersonDetail }) {
  if (photoAt === null) return null;
  return <img className="person-photo" src={photoHref(homeId, id, photoAt)} alt={`How ${name} looks`} />;
}
