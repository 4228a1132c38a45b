import { useState } from "react";
import { call } from "../../../api/call.ts";
import type { HomeDetail } from "../../../homeDetails/home.ts";
import { deviceForm } from "../form/fields.ts";
import { RecordForm } from "../form/RecordForm.tsx";
import { useMakeThenCorrect } from "../useMakeThenCorrect.ts";
import { DeviceLogin, type Login } from "./DeviceLogin.tsx";

interface AddDeviceProps {
  home: HomeDetail;
  onChanged(): void;
}

interface MadeDevice {
  id: string;
  name: string;
  mqtt: Login;
}

const taken = ["name", "kind", "alsoReports", "room", "outside", "expectedIntervalSeconds"];
const newDevice = { name: "", kind: "button", alsoReports: [], room: "", outside: false, expectedIntervalSeconds: 3600 };

/** Adds a device with a login of its own. What a gateway offers is added from the list of unknown devices. */
export function AddDevice({ home, onChanged }: AddDeviceProps) {
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<MadeDevice | null>(null);
  const done = (device: MadeDevice) => {
    setAdding(false);
    setMade(device);
    onChanged();
  };
  return (
    <>
      {made !== null && <DeviceLogin device={made} login={made.mqtt} onClose={() => setMade(null)} />}
      {adding ? (
        <AddForm home={home} onDone={done} onCancel={() => setAdding(false)} />
      ) : (
        <div className="buttons">
          <button type="button" onClick={() => setAdding(true)}>
            Add a device
          </button>
        </div>
      )}
    </>
  );
}

function AddForm({ home, onDone, onCancel }: { home: HomeDetail; onDone(made: MadeDevice): void; onCancel(): void }) {
  const path = `/api/v1/homes/${home.id}/devices`;
  const save = useMakeThenCorrect<MadeDevice>({
    ...{ taken, fields: deviceForm },
    make: (values, headers) => call("POST", path, values, undefined, headers),
    pathOf: ({ id }) => `${path}/${id}`,
  });
  return (
    <RecordForm
      title="Add a device"
      intro="For a device with a login of its own: you get the login when you save. Add a device behind a gateway from the list of unknown devices, on the page Devices."
      fields={deviceForm}
      row={null}
      empty={newDevice}
      timezone={home.timezone}
      save={(_row, values) => save(values)}
      readAgain={async () => null}
      onDone={(made) => onDone(made as MadeDevice)}
      onCancel={onCancel}
    />
  );
}
