# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: intel-aet-late
# tier: full
# Telemetry devices of a real driver, as they go and come: on the machine whose resctrl does not have them. Where it does,
# kernel 7.3 keeps the addresses of regions that are gone, and crashes at the next reading.

# What the helper sets is for the cases.
# shellcheck disable=SC2154

load helper
load stream

DRIVER=/sys/bus/pci/drivers/intel_vsec

@test "watch tells of telemetry devices that go with their driver and come back with it" {
	local device n=0 before

	# A mount holds the devices.
	umount "$RESCTRL"
	before=$(find /sys/class/intel_pmt -mindepth 1 -printf '%f\n' | grep -c telem)
	start_task sh -c "exec rctl watch --json --kind pmt >$STREAM"
	wait_for '.[0].data.sources == [{"name": "pmt", "errno": null, "reason": null}]'
	for device in "$DRIVER"/0000:*; do
		device=${device##*/}
		echo "$device" >$DRIVER/unbind
		n=$((n + 1))
	done
	[ "$n" -gt 0 ] && [ "$before" -gt 0 ]
	wait_for "[.[].data | select(.kind == \"pmt_removed\" and (.device | test(\"^telem\"))).device] | unique | length == $before"
	for device in /sys/bus/pci/devices/*; do
		[ ! -e "$device/driver" ] || continue
		echo "${device##*/}" >$DRIVER/bind 2>/dev/null || true
	done
	wait_for "[.[].data | select(.kind == \"pmt_added\" and (.device | test(\"^telem\"))).device] | unique | length == $before"
	assert_equal "$(find /sys/class/intel_pmt -mindepth 1 -printf '%f\n' | grep -c telem)" "$before"
}
