#!/bin/sh
# Draws the simulator's sample videos: a face that speaks for 2.4 seconds, at each resolution that
# the gateway offers. Needs ffmpeg with libx264, and the font DejaVu Sans. The same ffmpeg makes the
# same bytes again: one thread, no dates, no version strings.
#
#   src/main/simulator-media/make.sh [FOLDER]     default: src/main/resources/simulator
set -eu

out=${1:-$(dirname "$0")/../resources/simulator}
mkdir -p "$out"
seconds=2.4

# How far the mouth is open, 0 to 1, at second $1: three syllables a second, and a breath.
opening() {
  echo "max(0,sin(2*PI*3*$1))*(0.6+0.4*sin(5*$1))*(1-between($1,1.33,1.66))"
}

# A voice at 130 Hz whose overtones move from vowel to vowel, as loud as the mouth is open.
pitch="(2*PI*(130*t+2*sin(2*t)))"
voice="$(opening t)*0.3*(sin($pitch)+0.6*sin(2*$pitch)\
+(0.5+0.4*sin(7*t))*sin(5*$pitch)+(0.4-0.3*sin(7*t))*sin(9*$pitch)+0.15*sin(19*$pitch))"

draw() {
  name=$1 width=$2 height=$3
  radius=$((height * 30 / 100)) # of the head
  mouth=$((height * 8 / 100))   # half the mouth's width
  x=$((width / 2)) y=$((height * 46 / 100))

  # 1 inside the ellipse with centre $1,$2 and half axes $3,$4; 0 outside; one pixel of soft edge.
  ellipse() { echo "clip((1-hypot((X-($1))/($3),(Y-($2))/($4)))*min($3,$4)+0.5,0,1)"; }
  head=$(ellipse $x $y "$radius" "$radius*1.12")
  body=$(ellipse $x "$height*1.1" "$radius*1.5" "$height*0.36")
  eyes="($(ellipse "($x-$radius*0.38)" "($y-$radius*0.2)" "$radius*0.09" "$radius*0.14")\
+$(ellipse "($x+$radius*0.38)" "($y-$radius*0.2)" "$radius*0.09" "$radius*0.14"))"
  # Channel by channel: background, then body, head and eyes over it.
  paint() { echo "lerp(lerp(lerp($1,$2,$body),$3,$head),$4,$eyes)"; }
  lips=$(ellipse "$mouth*1.1" "$mouth*0.9" "$mouth*(1-0.25*($(opening T)))" "$mouth*(0.1+0.7*($(opening T)))")

  ffmpeg -nostdin -hide_banner -loglevel error -y -filter_complex_threads 1 -filter_complex "
    color=size=${width}x${height}:rate=25:duration=0.04,format=gbrp,
      geq=r='$(paint 28 60 245 40)':g='$(paint 52 110 200 30)':b='$(paint 84 160 165 40)',
      drawtext=font='DejaVu Sans':text='OmniHuman simulator  $name':fontcolor=white:
        fontsize=$((height / 16)):x=(w-text_w)/2:y=h-text_h*2,
      loop=loop=-1:size=1,setpts=N/25/TB[face];
    color=size=$((mouth * 22 / 10))x$((mouth * 18 / 10)):rate=25,format=gbrap,
      geq=r=140:g=30:b=50:a='255*$lips'[mouth];
    [face][mouth]overlay=x=$x-w/2:y=$y+$radius/2-h/2:format=gbrp,format=yuv420p,setsar=1[video];
    aevalsrc='$voice':sample_rate=44100:channel_layout=mono[audio]" \
    -map '[video]' -map '[audio]' -t "$seconds" \
    -c:v libx264 -preset slow -tune animation -crf 26 -threads 1 -bsf:v filter_units=remove_types=6 \
    -c:a aac -b:a 48k \
    -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +faststart \
    "$out/$name.mp4"
}

draw 480p 854 480
draw 720p 1280 720
draw 1080p 1920 1080
